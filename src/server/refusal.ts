/** A request that is answered with an error, as problem details (RFC 9457). */
import { InputError, VenomError, VerificationError } from '../core/errors.ts';
import { ParameterError } from '../numeric/parameter-error.ts';

export const STATUS_TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

export type RefusalStatus = keyof typeof STATUS_TITLES;

export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly code: string;
  readonly fix: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: RefusalStatus,
    message: string,
    { code, fix, headers = {} }: { code: string; fix: string; headers?: Readonly<Record<string, string>> },
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.fix = fix;
    this.headers = headers;
  }

  get body(): string {
    return JSON.stringify({
      type: 'about:blank',
      title: STATUS_TITLES[this.status],
      status: this.status,
      detail: this.message,
      code: this.code,
      fix: this.fix,
    });
  }
}

/** Codes of errors that say that something is not there, or no more. */
const NOT_THERE: Readonly<Record<string, RefusalStatus>> = {
  ERR_NO_ENTRY: 404,
  ERR_NOT_SIGNED: 404,
  ERR_PUBLIC_KEY: 404,
  ERR_ARCHIVED: 410,
};

/** What was thrown as what is answered. Of what is a bug nothing is told but that it is one. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ParameterError) return new Refusal(400, error.message, error);
  if (error instanceof InputError) return new Refusal(NOT_THERE[error.code] ?? 400, error.message, error);
  if (error instanceof VerificationError) return new Refusal(500, error.message, error);
  if (error instanceof VenomError) return new Refusal(503, error.message, error);
  return new Refusal(500, 'the request met a fault of the program', {
    code: 'ERR_BUG',
    fix: 'Report it with what was asked for.',
  });
}
