/**
 * Writes docs/cli.md from the commands as oclif knows them (oclif.manifest.json, made by the build).
 *
 *   node scripts/cli-reference.ts [--check]        --check: fails where the page is not up to date
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Flag {
  readonly name: string;
  readonly description?: string;
  readonly helpValue?: string;
  readonly type: 'boolean' | 'option';
  readonly required?: boolean;
  readonly env?: string;
}
interface Command {
  readonly id: string;
  readonly summary?: string;
  readonly description?: string;
  readonly examples?: readonly (string | { description: string; command: string })[];
  readonly args: Readonly<Record<string, { name: string; description?: string; required?: boolean }>>;
  readonly flags: Readonly<Record<string, Flag>>;
}

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'cli.md');

function commandLine({ id }: Command): string {
  return `venom ${id.replaceAll(':', ' ')}`;
}

function flagRow(flag: Flag): string {
  const value = flag.type === 'boolean' ? '' : ` ${flag.helpValue ?? 'VALUE'}`;
  const notes = [flag.required ? 'required' : '', flag.env ? `env: ${flag.env}` : ''].filter(
    (note) => note !== '',
  );
  const note = notes.length > 0 ? ` [${notes.join(', ')}]` : '';
  return `| \`--${flag.name}${value}\` | ${(flag.description ?? '').replaceAll('|', '\\|')}${note} |`;
}

function section(command: Command): string {
  const args = Object.values(command.args).map(({ name, required }) =>
    required ? ` ${name}` : ` [${name}]`,
  );
  const fill = (text: string): string =>
    text
      .replaceAll('<%= config.bin %>', 'venom')
      .replaceAll('<%= command.id %>', command.id.replaceAll(':', ' '));
  const examples = (command.examples ?? []).map((example) =>
    typeof example === 'string' ? fill(example) : `# ${example.description}\n${fill(example.command)}`,
  );
  return [
    `## ${commandLine(command)}`,
    command.summary ?? '',
    command.description ?? '',
    `\`${commandLine(command).toLowerCase()}${args.join('').toUpperCase()} [FLAGS]\``,
    ['| flag | meaning |', '|---|---|', ...Object.values(command.flags).map(flagRow)].join('\n'),
    examples.length > 0 ? `\`\`\`sh\n${examples.join('\n')}\n\`\`\`` : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const manifest: { commands: Record<string, Command> } = JSON.parse(
  readFileSync(join(root, 'oclif.manifest.json'), 'utf8'),
);
const commands = Object.values(manifest.commands).sort((a, b) => (a.id < b.id ? -1 : 1));
const text = `# Command line

Made from the commands themselves by \`node scripts/cli-reference.ts\`. Exit codes are in [operations](operations.md).
Besides these, \`venom help [COMMAND]\` and \`venom autocomplete [SHELL]\`.

${commands.map(section).join('\n\n')}
`;

if (!process.argv.includes('--check')) writeFileSync(page, text);
else if (readFileSync(page, 'utf8') !== text) {
  console.error('docs/cli.md is not up to date: run `node scripts/cli-reference.ts`');
  process.exitCode = 1;
}
