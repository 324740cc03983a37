/**
 * The protobuf wire format (https://protobuf.dev/programming-guides/encoding/), as much of it as an ONNX file
 * needs: varints, 32-bit floats and length-delimited fields, strict about every length.
 *
 * Own code because it runs before the first beat: protobufjs, the one such library that is installed anyway,
 * takes 11 ms to import on Node and 30 ms on Deno.
 */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Bytes of a message that was cut off or never was protobuf. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** One message, or part of one, from its fields in order. */
export function message(...fields: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(fields.reduce((length, field) => length + field.length, 0));
  let at = 0;
  for (const field of fields) {
    joined.set(field, at);
    at += field.length;
  }
  return joined;
}

/** A varint; negative integers take ten bytes, as int64 does. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function tag(field: number, wireType: number): Uint8Array {
  return varint(field * 8 + wireType);
}

/** An int32, int64, uint or enum field. @throws RangeError when `value` is no integer */
export function integerField(field: number, value: number): Uint8Array {
  return message(tag(field, VARINT), varint(value));
}

/** A `float` field. */
export function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return message(tag(field, FIXED32), bytes);
}

/** A `bytes` field, or a message within a message. */
export function bytesField(field: number, value: Uint8Array): Uint8Array {
  return message(tag(field, BYTES), varint(value.length), value);
}

/** A `string` field. */
export function stringField(field: number, value: string): Uint8Array {
  return bytesField(field, encoder.encode(value));
}

/** A field that was read: an integer, or bytes. Fixed-width numbers are handed out as their bytes. */
export type WireField =
  | { readonly field: number; readonly integer: number; readonly bytes?: never }
  | { readonly field: number; readonly bytes: Uint8Array; readonly integer?: never };

/**
 * The fields of a message in file order; `bytes` are views on `source`, nothing is copied.
 *
 * @throws WireError when a field reaches past the end, or is of no known wire type
 */
export function* fieldsOf(source: Uint8Array): Generator<WireField> {
  let at = 0;

  function take(length: number): Uint8Array {
    if (length > source.length - at)
      throw new WireError(`${length} bytes are announced at byte ${at}, ${source.length - at} are left`);
    at += length;
    return source.subarray(at - length, at);
  }

  function readVarint(): number {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = source[at++];
      if (byte === undefined) throw new WireError('the bytes end within a number');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
    throw new WireError(`a number of more than ten bytes ends at byte ${at}`);
  }

  function lengthOf(): number {
    const length = readVarint();
    if (length < 0) throw new WireError(`a field of ${length} bytes is announced at byte ${at}`);
    return length;
  }

  while (at < source.length) {
    const key = readVarint();
    const field = Math.floor(key / 8);
    if (field < 1) throw new WireError(`there is no field ${field} (before byte ${at})`);
    const wireType = key % 8;
    if (wireType === VARINT) yield { field, integer: readVarint() };
    else if (wireType === BYTES) yield { field, bytes: take(lengthOf()) };
    else if (wireType === FIXED32) yield { field, bytes: take(4) };
    else if (wireType === FIXED64) yield { field, bytes: take(8) };
    else throw new WireError(`wire type ${wireType} is unknown (before byte ${at})`);
  }
}

/** @throws WireError for bytes that are no UTF-8 */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new WireError('a name is not UTF-8', { cause });
  }
}
