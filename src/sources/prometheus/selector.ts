/** Series selectors of PromQL: `http_requests_total{job="api",code=~"5.."}`. A pattern must match the whole value. */
import { UsageError } from '../../core/errors.ts';

interface Matcher {
  readonly label: string;
  matches(value: string): boolean;
}

export interface Selector {
  readonly text: string;
  matches(name: string, labels: ReadonlyMap<string, string>): boolean;
}

const NAME = /^[A-Za-z_:][A-Za-z0-9_:]*/;
const MATCHER = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(?:,|(?=\}))/;

/** @throws UsageError naming the selector, and from where on it is none */
export function parseSelector(text: string): Selector {
  const trimmed = text.trim();
  const [name = ''] = NAME.exec(trimmed) ?? [];
  let rest = trimmed.slice(name.length).trim();
  const matchers: Matcher[] = name === '' ? [] : [matcher('__name__', '=', name, text)];
  if (rest !== '') {
    if (!rest.startsWith('{')) throw refused(text, rest);
    rest = rest.slice(1);
    while (rest.trim() !== '}') {
      const found = MATCHER.exec(rest);
      if (!found) throw refused(text, rest);
      const [whole, label = '', operator = '', value = ''] = found;
      matchers.push(matcher(label, operator, unescaped(value), text));
      rest = rest.slice(whole.length);
    }
  }
  if (matchers.length === 0) throw refused(text, text);
  return {
    text,
    matches: (metric, labels) =>
      matchers.every(({ label, matches }) =>
        matches(label === '__name__' ? metric : (labels.get(label) ?? '')),
      ),
  };
}

function matcher(label: string, operator: string, value: string, text: string): Matcher {
  switch (operator) {
    case '=':
      return { label, matches: (found) => found === value };
    case '!=':
      return { label, matches: (found) => found !== value };
    default: {
      const pattern = patternOf(value, text);
      const wanted = operator === '=~';
      return { label, matches: (found) => pattern.test(found) === wanted };
    }
  }
}

function patternOf(value: string, text: string): RegExp {
  try {
    return new RegExp(`^(?:${value})$`, 'su');
  } catch {
    throw new UsageError(`selector ${JSON.stringify(text)}: ${JSON.stringify(value)} is no pattern`, {
      code: 'ERR_SELECTOR',
      fix: 'Write a regular expression, e.g. code=~"5..".',
    });
  }
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

function refused(text: string, from: string): UsageError {
  return new UsageError(
    `selector ${JSON.stringify(text)} is none from ${JSON.stringify(from.slice(0, 40))} on`,
    {
      code: 'ERR_SELECTOR',
      fix: 'Write a name, labels, or both: http_requests_total{job="api",code=~"5.."}.',
    },
  );
}
