import { VsphereError } from '../../index.ts';

/** The same user was refused at another vCenter of this run: trying the password again would lock the account. */
export class LoginNotTriedError extends VsphereError {
  override name = 'LoginNotTriedError';

  constructor(username: string, endpoint: string, refusedAt: string) {
    super(
      'LOGIN_NOT_TRIED',
      `no login at ${endpoint}: ${username} was refused at ${refusedAt}, and accounts are locked after a few wrong passwords`,
    );
  }
}

/** Not one of several endpoints could be worked on; each has been named with its reason. */
export class NoEndpointError extends VsphereError {
  override name = 'NoEndpointError';
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super('NO_ENDPOINT', `none of ${errors.length} endpoints could be looked at`);
    this.errors = errors;
  }
}
