export { KernelClient } from './client/kernelClient.js';
export * from './errors.js';
export { historyFolder } from './history/historyFolder.js';
export { installKernelspec, kernelName, kernelspec } from './kernelspec/installKernelspec.js';
export { jupyterDataFolder } from './kernelspec/jupyterDataFolder.js';
export { kernelCommand, kernelNodeOptions } from './kernelspec/kernelCommand.js';
export type { Channel, IncomingMessage, JsonObject, MessageHeader } from './protocol/jupyterMessage.js';
export { languageInfo } from './protocol/kernelInfo.js';
