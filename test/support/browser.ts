/** A real Chromium, where this machine has one. */
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** `VENOM_CHROMIUM`, or the first of the usual names that is on the path. */
export async function findBrowser(): Promise<string | undefined> {
  const usual = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((directory) =>
      ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(directory, name)),
    );
  for (const path of [process.env.VENOM_CHROMIUM ?? '', ...usual]) {
    if (
      path !== '' &&
      (await access(path).then(
        () => true,
        () => false,
      ))
    )
      return path;
  }
  return undefined;
}
