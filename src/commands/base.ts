/**
 * What every command shares: `--json`, and how an error is told (DESIGN §10). A user's mistake takes one or two
 * lines and its own exit code; a bug shows its stack.
 */
import { Command, Flags } from '@oclif/core';
import { closest } from 'fastest-levenshtein';
import { EXIT, messageOf, VenomError } from '../core/errors.ts';
import { ParameterError } from '../numeric/parameter-error.ts';

/** An error as it is shown. */
interface Told {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly exitCode: number;
}

/** Which entity of a ledger a command is about. */
export const entityFlag = Flags.string({
  description: 'name of an entity, where the run supervised several, e.g. namespace=shop,pod=cart-7',
  helpValue: 'NAME',
});

/** Which ledger a command reads. */
export const ledgerDirFlag = Flags.string({
  description: 'directory of the ledger',
  helpValue: 'DIR',
  required: true,
  env: 'VENOM_LEDGER_DIR',
});

export abstract class VenomCommand extends Command {
  static override baseFlags = {
    json: Flags.boolean({ description: 'print JSON and nothing else on standard output' }),
  };

  protected get wantsJson(): boolean {
    return this.argv.includes('--json');
  }

  /** One JSON document on a line of its own. */
  protected printJson(document: unknown): void {
    process.stdout.write(`${JSON.stringify(document)}\n`);
  }

  protected override async catch(error: Error): Promise<void> {
    // oclif's own way to end with a code.
    if (error.name === 'ExitError' || ('code' in error && error.code === 'EEXIT')) throw error;
    const told = this.#tell(error);
    if (told) {
      // A message may quote what was read, and what was read is not trusted. Loaded here: most runs have no error.
      const { printable } = await import('./view/index.ts');
      process.stderr.write(`Error: ${printable(told.message)}\n${printable(told.fix)}\n`);
    } else {
      process.stderr.write(`This is a bug in venom, please report it:\n${error.stack ?? error.message}\n`);
    }
    if (this.wantsJson) {
      const { code, message, fix } = told ?? {
        code: 'ERR_BUG',
        message: messageOf(error),
        fix: 'Report it.',
      };
      this.printJson({ type: 'error', code, message, fix });
    }
    this.exit(told?.exitCode ?? EXIT.failure);
  }

  #tell(error: Error): Told | undefined {
    if (error instanceof VenomError || error instanceof ParameterError) {
      const { code, message, fix, exitCode } = error;
      return { code, message, fix, exitCode };
    }
    // oclif marks its own errors with how to end: they are all about the call.
    if (!('parse' in error) && !('oclif' in error)) return undefined;
    const [message = error.message] = error.message.split('\nSee more help');
    return {
      code: 'ERR_USAGE',
      message: oneLine(message),
      fix: `${this.#suggestion(error)}See venom ${this.id?.replaceAll(':', ' ') ?? ''} --help.`,
      exitCode: EXIT.usage,
    };
  }

  /** The nearest flag to one that does not exist. */
  #suggestion(error: Error): string {
    if (!('flags' in error) || !Array.isArray(error.flags)) return '';
    const [unknown] = error.flags;
    if (typeof unknown !== 'string') return '';
    const known = Object.keys(this.ctor.flags).concat('help', 'json');
    return `Did you mean --${closest(unknown.replace(/^-+/, '').replace(/=.*/, ''), known)}? `;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim();
}
