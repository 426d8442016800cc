import type { CommandModule } from 'yargs';
import type { Column } from '../../report/table.ts';
import { readEndpoints } from '../endpoints/read-endpoints.ts';
import type { ConnectionArgs, OutputArgs } from '../options.ts';
import { type Context, printRows } from '../run.ts';

type Args = ConnectionArgs & OutputArgs;

interface Row {
  readonly endpoint: string;
  readonly fullName: string;
  readonly apiType: string;
  readonly apiVersion: string;
  readonly asked: string;
  readonly user: string;
  readonly instanceUuid: string | undefined;
}

const columns: readonly Column<Row>[] = [
  { heading: 'ENDPOINT', cell: (row) => row.endpoint },
  { heading: 'SERVER', cell: (row) => row.fullName },
  { heading: 'KIND', cell: (row) => row.apiType },
  { heading: 'API', cell: (row) => row.apiVersion },
  { heading: 'ASKED AS', cell: (row) => row.asked },
  { heading: 'USER', cell: (row) => row.user },
];

export function aboutCommand(context: Context): CommandModule<object, Args> {
  return {
    command: 'about',
    describe: 'what the server is',
    handler: async (args) => {
      const { rows, endpoints } = await readEndpoints(context, args, 'server', [], (session) => {
        const { fullName, apiType, apiVersion, instanceUuid } = session.about;
        const { endpoint } = session;
        const asked = session.client.version;
        const user = session.user.userName;
        return Promise.resolve([
          { endpoint, fullName, apiType, apiVersion, asked, user, instanceUuid },
        ]);
      });
      const name: Column<Row> = { heading: 'NAME', cell: (row) => endpoints.nameOf(row.endpoint) };
      printRows(context.io, args, endpoints.areSeveral ? [name, ...columns] : columns, rows);
    },
  };
}
