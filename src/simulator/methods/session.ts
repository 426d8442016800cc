import { ServiceInstance, Singleton } from '../model/service.ts';
import { invalidLogin } from '../refusal.ts';
import { type Method, methodsOf } from './method.ts';

const managedType = 'SessionManager';

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
        const session = call.world.sessions.login(userName, password, call.caller);
        call.opened = session;
        return session.userSession;
      },
    },
    { anonymous: true, managedType },
  ),
  ...methodsOf(
    Singleton,
    {
      Logout(_self, _parameters, call) {
        call.world.sessions.end(call.session);
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
