// Where functions with more than one result put them: a block of f64 at a fixed address, read by the host
// through a view made once (the memory of this module never grows).
//
//   IO + 8·i   slot i, i in [0, IO_SLOTS)
//
// A function documents the slots it writes. Single-threaded: one instance of the module per thread.

export const IO_SLOTS: i32 = 32;
const BLOCK = memory.data(256, 16);

/** Address of slot 0, in bytes. */
export function ioAddress(): usize {
  return BLOCK;
}

export function put(slot: usize, value: f64): void {
  // −0 leaves the module as +0 (DESIGN §3)
  store<f64>(BLOCK + (slot << 3), value + 0.0);
}

export function take(slot: usize): f64 {
  return load<f64>(BLOCK + (slot << 3));
}
