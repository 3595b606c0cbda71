import { FileWriteError } from '../../core/index.js';

/** The same promise; where the system refuses to write, the error says where else the file may go. */
export async function withAdvice<T>(advice: string, writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw error instanceof FileWriteError && placeCodes.has(error.code) ? error.advising(advice) : error;
  }
}

/** What another folder mends. */
const placeCodes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR']);
