import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UsageError } from '../../src/core/errors.ts';
import { parseSourceSpec, type SourceSpec } from '../../src/sources/index.ts';

const specs: ReadonlyArray<readonly [text: string, spec: SourceSpec]> = [
  ['host', { kind: 'host' }],
  ['none', { kind: 'none' }],
  ['stdin', { kind: 'stdin' }],
  ['-', { kind: 'stdin' }],
  ['http://web:9090/metrics', { kind: 'prometheus', url: 'http://web:9090/metrics' }],
  ['https://web/metrics', { kind: 'prometheus', url: 'https://web/metrics' }],
  ['otlp', { kind: 'otlp', host: '127.0.0.1', port: 4318 }],
  ['otlp:9000', { kind: 'otlp', host: '127.0.0.1', port: 9000 }],
  ['otlp://0.0.0.0:9000', { kind: 'otlp', host: '0.0.0.0', port: 9000 }],
  ['otlp://[::1]:9000', { kind: 'otlp', host: '::1', port: 9000 }],
  ['otlp://collector', { kind: 'otlp', host: 'collector', port: 4318 }],
  ['cpu.csv', { kind: 'file', path: 'cpu.csv' }],
  ['./host', { kind: 'file', path: './host' }],
  ['file:host', { kind: 'file', path: 'host' }],
  ['C:\\data\\cpu.csv', { kind: 'file', path: 'C:\\data\\cpu.csv' }],
];

for (const [text, spec] of specs) {
  test(`${text} is ${JSON.stringify(spec)}`, () => {
    assert.equal(parseSourceSpec(text), spec);
  });
}

const refused: ReadonlyArray<readonly [text: string, says: RegExp]> = [
  ['', /""/],
  ['file:', /"file:"/],
  ['hots', /did you mean host\?/],
  ['sdtin', /did you mean stdin\?/],
  ['OTLP', /did you mean otlp\?/],
  ['nonsense', /names none$/],
  ['htp://web', /did you mean http:/],
  ['ftp://web', /"ftp/],
  ['http://', /"http:\/\/"/],
  ['otlp:70000', /"otlp:70000"/],
  ['otlp:port', /"otlp:port"/],
  ['otlp://', /"otlp:\/\/"/],
];

for (const [text, says] of refused) {
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(
      () => parseSourceSpec(text),
      (error: unknown) =>
        error instanceof UsageError && says.test(error.message) && /file:PATH/.test(error.fix),
    );
  });
}

test.run();
