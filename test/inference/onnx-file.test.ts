import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { threatOnnxBase64, threatOnnxSha256 } from '#artefacts';
import { openModel } from '../../src/inference/model-file.ts';
import { ELEMENT, encodeOnnx, IR_VERSION, OPSET, threatOnnx } from '../../src/inference/onnx-file.ts';
import { readOnnxHeader } from '../../src/inference/onnx-header.ts';
import { fieldsOf, floatField, integerField, WireError } from '../../src/inference/protobuf-wire.ts';

test('the threat model states its versions, inputs, output and default weight', () => {
  const header = readOnnxHeader(threatOnnx({ mlWeight: 0.25 }));
  assert.is(header.irVersion, IR_VERSION);
  assert.is(header.opset, OPSET);
  assert.equal(header.inputs, [
    { name: 'total_anoms', element: ELEMENT.float, dims: ['N', 1] },
    { name: 'ml_weight', element: ELEMENT.float, dims: [1, 1] },
  ]);
  assert.equal(header.outputs, [{ name: 'threat', element: ELEMENT.float, dims: ['N', 1] }]);
  assert.is(header.metadata.get('ml_weight_default'), '0.25');
});

test('the built-in model is what the writer writes, and its hash is that of its bytes', () => {
  const written = threatOnnx();
  assert.is(Buffer.from(written).toString('base64'), threatOnnxBase64);
  assert.is(openModel(written).sha256, threatOnnxSha256);
});

test('every file that was cut off is known for broken', () => {
  const whole = threatOnnx();
  for (let length = 0; length < whole.length; length++) {
    assert.throws(
      () => readOnnxHeader(whole.subarray(0, length)),
      (error: unknown) => error instanceof WireError,
    );
  }
});

test('integers are varints: one byte up to 127, ten for negatives, as int64 is written', () => {
  assert.equal([...integerField(1, 127)], [0x08, 0x7f]);
  assert.equal([...integerField(1, 300)], [0x08, 0xac, 0x02]);
  assert.equal([...integerField(1, -1)], [0x08, ...Array(9).fill(0xff), 0x01]);
  for (const integer of [0, 127, 128, 2 ** 40, -1, -(2 ** 40)]) {
    assert.equal([...fieldsOf(integerField(20, integer))], [{ field: 20, integer }]);
  }
});

test('floats are four bytes, little-endian', () => {
  assert.equal([...floatField(2, 1)], [0x15, 0x00, 0x00, 0x80, 0x3f]);
});

test('an initializer whose values do not fill its dimensions is refused', () => {
  assert.throws(
    () =>
      encodeOnnx({
        name: 'g',
        nodes: [],
        inputs: [],
        outputs: [],
        initializers: [{ name: 'w', dims: [2, 2], values: [1, 2, 3] }],
      }),
    /w \[2,2\] takes 4 values, 3 were given/,
  );
});

test.run();
