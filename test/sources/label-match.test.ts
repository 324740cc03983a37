import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { labelMatcher, labelMatchSchema } from '../../src/sources/label-match.ts';

const matcher = (match: unknown) => labelMatcher(v.parse(labelMatchSchema, match), 'x', 'ERR_X');

test('labels that bear the names of what every object has are labels as any other', () => {
  const one = matcher({ constructor: 'x' });
  assert.equal([one(JSON.parse('{"constructor":"x"}')), one({}), one({ pod: 'a' })], [true, false, false]);
  assert.equal([matcher({ constructor: '' })({}), matcher({ toString: '' })({})], [true, true]);
  assert.ok(matcher('{constructor="x"}')(JSON.parse('{"constructor":"x"}')));
});

test('what is no selector and no object of texts is refused', () => {
  for (const match of ['', 7, null, ['a'], { pod: 7 }])
    assert.not.ok(v.safeParse(labelMatchSchema, match).success);
});

test.run();
