// Starts the command line: oclif's own way, with its errors and exit codes, and these two differences.
import * as nodeModule from 'node:module';

// Compiled code is kept between starts, where the runtime can: `explain` starts 50 ms sooner.
nodeModule.enableCompileCache?.();

/** A command that does not exist is a mistake in the call, as a wrong flag is. */
const NOT_FOUND = 127;
const USAGE = 2;

/**
 * @param {import('@oclif/core').Interfaces.LoadOptions} loadOptions
 * @param {() => Promise<unknown>} warm starts what a run needs longest for
 */
export async function start(loadOptions, warm) {
  if (process.argv[2] === 'run' && !process.argv.includes('--help')) warm();
  const { Errors, flush, run } = await import('@oclif/core');
  // oclif waits for ever for a stream that nobody reads any more (`| head`): a reader that has gone is no error.
  const { promise: readerGone, resolve } = Promise.withResolvers();
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    resolve();
  });
  try {
    await run(process.argv.slice(2), loadOptions);
    await Promise.race([flush(), readerGone]);
  } catch (error) {
    if (error?.oclif?.exit === NOT_FOUND) error.oclif.exit = USAGE;
    await Errors.handle(error);
  }
}
