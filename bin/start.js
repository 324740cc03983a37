// Starts the command line: oclif's own way, with its errors and exit codes, and these two differences.
import * as nodeModule from 'node:module';

// Compiled code is kept between starts, where the runtime can: `explain` starts 50 ms sooner.
nodeModule.enableCompileCache?.();

/** A command that does not exist is a mistake in the call, as a wrong flag is. */
const NOT_FOUND = 127;
const USAGE = 2;
/** Deno and Bun name a Node of their own, which is newer. */
const LEAST_NODE = [22, 13];
const IO = 5;

/**
 * @param {import('@oclif/core').Interfaces.LoadOptions} loadOptions
 * @param {() => Promise<unknown>} warm starts what a run needs longest for
 */
export async function start(loadOptions, warm) {
  if (isTooOld(process.versions.node)) {
    process.stderr.write(
      `Error: this is Node ${process.versions.node}, and ${LEAST_NODE.join('.')} or newer is needed\nUse a newer one: npm ci brings one along, which npx node starts.\n`,
    );
    process.exit(USAGE);
  }
  if (['run', 'serve'].includes(process.argv[2]) && !process.argv.includes('--help')) warm();
  const { Errors, flush, run } = await import('@oclif/core');
  // oclif's own listener throws for all but a reader that has gone, and then waits for ever for the stream.
  process.stdout.removeAllListeners('error');
  const { promise: failed, resolve } = Promise.withResolvers();
  let failure;
  process.stdout.on('error', (error) => {
    failure ??= error;
    resolve();
  });
  try {
    await run(process.argv.slice(2), loadOptions);
    await Promise.race([flush(), failed]);
    if (failure) end(failure);
  } catch (error) {
    if (failure) end(failure);
    if (error?.oclif?.exit === NOT_FOUND) error.oclif.exit = USAGE;
    await Errors.handle(error);
  }
}

function isTooOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_NODE;
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

/** A reader that has gone (`| head`) is no error; a device that takes no more is. */
function end(failure) {
  if (failure.code === 'EPIPE') process.exit(0);
  process.stderr.write(
    `Error: cannot write to standard output: ${failure.message}\nFree room there, or write elsewhere.\n`,
  );
  process.exit(IO);
}
