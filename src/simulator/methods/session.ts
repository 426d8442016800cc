import { ServiceInstance, Singleton } from '../model/service.ts';
import { invalidLogin } from '../refusal.ts';
import { refusalInLockdown } from '../rules/lockdown.ts';
import type { Session } from '../sessions.ts';
import { type Call, type Method, methodsOf } from './method.ts';

const managedType = 'SessionManager';

function login(userName: string, password: string, call: Call): Session {
  const { sessions, events, answers } = call.world;
  const { ipAddress, userAgent } = call.caller;
  try {
    const session = sessions.login(userName, password, call.caller);
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
    return session;
  } catch (error) {
    events.add({
      type: 'BadUsernameSessionEvent',
      message: `Cannot login ${userName}@${ipAddress}`,
      userName,
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
      Login(_self, { userName, password }, call) {
        // A session cannot log in a second time (vcsim does the same).
        if (call.access.session !== undefined) {
          throw invalidLogin();
        }
        call.opened = login(userName, password, call);
        return call.opened.userSession;
      },
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
      SessionIsActive: (_self, { sessionID, userName }, call) =>
        call.world.sessions
          .all()
          .some(({ key, user }) => key === sessionID && user.name === userName),
    },
    { managedType },
  ),
];
