/** A numeric argument outside its domain: names the parameter, shows the value, says what is allowed. */
export class ParameterError extends RangeError {
  readonly code = 'ERR_PARAMETER';
  readonly parameter: string;
  readonly value: unknown;
  readonly fix: string;
  /** DESIGN §10: bad input. */
  readonly exitCode = 3;

  /**
   * @param parameter name of the argument as the caller knows it
   * @param value what was given
   * @param allowed what is allowed, e.g. `a finite number above 0`
   */
  constructor(parameter: string, value: unknown, allowed: string) {
    super(`${parameter} is ${show(value)}, but must be ${allowed}`);
    this.name = 'ParameterError';
    this.parameter = parameter;
    this.value = value;
    this.fix = `Give ${parameter} as ${allowed}.`;
  }
}

function show(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  return value === null ? 'null' : typeof value;
}

/** Throws unless `value` is a finite number. */
export function requireFinite(parameter: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new ParameterError(parameter, value, 'a finite number');
  }
}

/** Throws unless `value` is a finite number above 0. */
export function requirePositive(parameter: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    throw new ParameterError(parameter, value, 'a finite number above 0');
  }
}

/** Throws unless `value` is a finite number, 0 or above. */
export function requireNonNegative(parameter: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new ParameterError(parameter, value, 'a finite number, 0 or above');
  }
}
