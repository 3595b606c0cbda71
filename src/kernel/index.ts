export * from './errors.js';
export { KernelClient } from './kernelClient.js';
export { installKernelspec, kernelName, kernelspec } from './kernelspec/installKernelspec.js';
export { dataFolderOf, type InstallPlace, jupyterDataFolder } from './kernelspec/installPlace.js';
export { kernelCommand, kernelNodeOptions } from './kernelspec/kernelCommand.js';
export type { Channel, IncomingMessage, JsonObject, MessageHeader } from './protocol/jupyterMessage.js';
export { languageInfo } from './protocol/kernelInfo.js';
export { historyFolder } from './requests/historyStore.js';
