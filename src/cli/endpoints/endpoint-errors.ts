import { VsphereError } from '../../errors.ts';

/** The same user or token was refused at another vCenter of this run: trying a password again would lock the account. */
export class LoginNotTriedError extends VsphereError {
  override name = 'LoginNotTriedError';

  /** @param why what speaks against trying it */
  constructor(who: string, endpoint: string, refusedAt: string, why: string) {
    super(
      'LOGIN_NOT_TRIED',
      `no login at ${endpoint}: ${who} was refused at ${refusedAt}, and ${why}`,
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
