import { describe, expect, it } from 'vitest';
import { LoginError } from '../../src/errors.ts';
import { connect, retrieveOne } from '../../src/vsphere/index.ts';
import { callOf, fateOfRaw, post } from './raw.ts';
import { answer, fateOf, logIn, type ReadOnlyTarget, type Target } from './target.ts';

/** What can be seen of sessions without harm. */
export function describeConnecting(target: ReadOnlyTarget): void {
  describe('connecting', () => {
    it('tells what the server is, and speaks a version of the API that both know', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      expect(session.isVCenter).toBe(target.isVCenter);
      expect(session.about.apiVersion).toMatch(/^\d+\.\d+/);
      expect(session.client.version).toMatch(/^\d+\.\d+/);
      expect(session.user.userName).not.toBe('');
    });

    it('ends with the session: its cookie is good for nothing after the logout', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const { rootFolder } = session.content;
      await session.call('Logout', session.manager('sessionManager'), {});
      const container = { container: rootFolder, recursive: false };
      const viewManager = session.manager('viewManager');
      // The client by itself: a session would log in again.
      const view = session.client.call('CreateContainerView', viewManager, container);
      expect(await fateOf(view)).toBe('NotAuthenticated');
    });

    it('a read without a session is a good answer with NotAuthenticated inside', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const { propertyCollector, rootFolder } = session.content;
      const specSet = `<specSet><propSet><type>Folder</type><pathSet>name</pathSet></propSet><objectSet><obj type="Folder">${rootFolder.value}</obj></objectSet></specSet><options/>`;
      const read = callOf('RetrievePropertiesEx', propertyCollector, specSet);
      const { status, envelope } = await post(session, read, { cookie: false });
      expect(status).toBe(200);
      expect(envelope).toMatchObject({
        value: {
          returnval: {
            objects: [
              { missingSet: [{ path: 'name', fault: { fault: { _type: 'NotAuthenticated' } } }] },
            ],
          },
        },
      });
    });

    it('any other method without a session is the fault NotAuthenticated, HTTP 500', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const body = callOf('QueryOptions', session.manager('setting'));
      const raw = await post(session, body, { cookie: false });
      expect({ status: raw.status, fate: fateOfRaw(raw) }).toEqual({
        status: 500,
        fate: 'NotAuthenticated',
      });
    });
  });
}

/** What needs a server of its own: locked accounts and lost sessions. */
export function describeSessions(target: Target): void {
  describe('sessions', () => {
    it('a wrong password is a LoginError, and leaves no session behind', async () => {
      await using running = await target.start();
      const wrong = connect({ ...running.login, password: 'not-the-password' });
      await expect(wrong).rejects.toBeInstanceOf(LoginError);
      expect(await running.sessionCount()).toBe(0);
    });

    it('are one for each login, and gone after the logout', async () => {
      await using running = await target.start();
      const one = await connect(running.login);
      const other = await connect(running.login);
      expect(one.user.key).not.toBe(other.user.key);
      expect(await running.sessionCount()).toBe(2);
      await one.logout();
      await other.logout();
      expect(await running.sessionCount()).toBe(0);
    });

    it('a session that has expired is renewed once, in reads as in calls', async () => {
      await using server = await logIn(target);
      const { running, session } = server;
      const { rootFolder } = session.content;
      await running.expireSessions();
      await expect(retrieveOne(session, rootFolder, ['name'])).resolves.toHaveProperty('size', 1);
      await running.expireSessions();
      const container = { container: rootFolder, recursive: false };
      const viewManager = session.manager('viewManager');
      expect(await fateOf(session.call('CreateContainerView', viewManager, container))).toBe(
        'accepted',
      );
      expect(session.generation).toBe(2);
      expect(await running.sessionCount()).toBe(1);
    });

    it('the logout of a session that has expired is no error, and opens none', async () => {
      await using server = await logIn(target);
      const { running, session } = server;
      await running.expireSessions();
      await expect(session.logout()).resolves.toBeUndefined();
      expect(await running.sessionCount()).toBe(0);
    });

    it('the cookie has literal quotes', async () => {
      await using running = await target.start();
      await using session = await connect(running.login);
      const pattern = answer(target, 'gives the cookie without quotes', {
        real: /^"[^"]+"$/,
        vcsim: /^[^"]+$/,
      });
      expect(session.client.cookie.value).toMatch(pattern);
    });

    it('a second login in the same session is refused', async () => {
      await using server = await logIn(target);
      const { running, session } = server;
      const { username: userName, password } = running.login;
      const again = session.call('Login', session.manager('sessionManager'), {
        userName,
        password,
      });
      expect(await fateOf(again)).toBe('InvalidLogin');
    });
  });
}
