import { faultOf } from '../../errors.ts';
import type { CallOptions, SoapClient } from '../../soap/index.ts';
import type { ServiceContent, UserSession } from '../../vim25/index.ts';

/** The session that a cookie stands for; undefined where there is no cookie, or its session is over. */
export async function resume(
  client: SoapClient,
  { sessionManager, propertyCollector }: ServiceContent,
  cookie: string | undefined,
  options: CallOptions,
): Promise<UserSession | undefined> {
  if (cookie === undefined || sessionManager === undefined) {
    return undefined;
  }
  client.cookie.restore(cookie);
  const filter = {
    propSet: [{ type: 'SessionManager', pathSet: ['currentSession'] }],
    objectSet: [{ obj: sessionManager }],
  };
  const parameters = { specSet: [filter], options: {} };
  const answer = await client
    .call('RetrievePropertiesEx', propertyCollector, parameters, options)
    .catch((error: unknown) => {
      if (faultOf(error)?.type === 'NotAuthenticated') {
        return undefined;
      }
      throw error;
    });
  // Without a session the property is unset or missing, and that is no fault: reads answer so (docs/facts.md#reads-without-session).
  const [property] = answer?.objects[0]?.propSet ?? [];
  const user = property?.val as UserSession | undefined;
  if (user === undefined) {
    client.cookie.forget();
  }
  return user;
}
