import { ServiceInstance, Singleton } from '../model/service.ts';
import { invalidLogin, notSupported } from '../refusal.ts';
import { refusalInLockdown } from '../rules/lockdown.ts';
import type { Session } from '../sessions.ts';
import type { UserSession } from '../types.ts';
import { type Call, type Method, methodsOf } from './method.ts';

const managedType = 'SessionManager';

/** @param name whom the credentials name, as far as they do */
function admit(name: string | undefined, call: Call, open: () => Session): UserSession {
  const { sessions, events, answers } = call.world;
  const { ipAddress, userAgent } = call.caller;
  try {
    // A session cannot log in a second time (vcsim does the same).
    if (call.access.session !== undefined) {
      throw invalidLogin();
    }
    const session = open();
    const userName = session.user.name;
    const refusal = refusalInLockdown(session.user, call.world, answers);
    if (refusal !== undefined) {
      sessions.end(session);
      throw refusal;
    }
    events.add({
      type: 'UserLoginSessionEvent',
      message: `User ${userName}@${ipAddress} logged in as ${userAgent}`,
      userName,
      fields: { ipAddress, userAgent, locale: 'en', sessionId: session.key },
    });
    call.opened = session;
    return session.userSession;
  } catch (error) {
    events.add({
      type: 'BadUsernameSessionEvent',
      message: `Cannot login ${name ?? 'UNKNOWN'}@${ipAddress}`,
      userName: name ?? 'UNKNOWN',
      fields: { ipAddress },
    });
    throw error;
  }
}

export const sessionMethods: readonly Method[] = [
  ...methodsOf(
    ServiceInstance,
    { RetrieveServiceContent: (service) => service.content },
    { anonymous: true },
  ),
  ...methodsOf(ServiceInstance, { CurrentTime: (service) => service.serverClock }),
  ...methodsOf(
    Singleton,
    {
      Login: (_self, { userName, password }, call) =>
        admit(userName, call, () => call.world.sessions.login(userName, password, call.caller)),
      LoginByToken(_self, _parameters, call) {
        const { kind, answers, tokens, sessions } = call.world;
        if (kind === 'esx') {
          throw answers.tokenAtEsxi === 'NotSupported' ? notSupported('') : invalidLogin();
        }
        const name = tokens.userOf(call.headers);
        return admit(name, call, () => sessions.loginAs(name, call.caller));
      },
      CloneSession: (_self, { cloneTicket }, call) =>
        admit(undefined, call, () => call.world.sessions.clone(cloneTicket, call.caller)),
    },
    { anonymous: true, managedType },
  ),
  ...methodsOf(
    Singleton,
    {
      Logout(_self, _parameters, call) {
        const { userSession, user } = call.session;
        call.world.sessions.end(call.session);
        call.world.events.add({
          type: 'UserLogoutSessionEvent',
          message: `User ${user.name}@${userSession.ipAddress} logged out`,
          userName: user.name,
          fields: {
            ipAddress: userSession.ipAddress,
            userAgent: userSession.userAgent,
            callCount: userSession.callCount,
            sessionId: userSession.key,
            loginTime: userSession.loginTime,
          },
        });
        return undefined;
      },
      AcquireCloneTicket: (_self, _parameters, call) =>
        call.world.sessions.cloneTicketOf(call.session),
      SessionIsActive: (_self, { sessionID, userName }, call) =>
        call.world.sessions
          .all()
          .some(({ key, user }) => key === sessionID && user.name === userName),
    },
    { managedType },
  ),
];
