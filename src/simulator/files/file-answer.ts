import type { User } from '../users.ts';

/** A request for a file, as far as it decides what comes of it. */
export interface FileRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: () => Promise<string>;
  readonly user: User;
}

export interface FileAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const reasons: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

export function refused(
  status: keyof typeof reasons & number,
  headers: Readonly<Record<string, string>> = {},
): FileAnswer {
  return { status, text: `${status} ${reasons[status]}`, headers };
}

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
