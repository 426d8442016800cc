import type { Column } from '../../report/table.ts';
import type { Endpoints } from './endpoints.ts';

/** The column with the endpoint's name, which stands before a table's own where the run is about several. */
export function endpointColumn(
  endpoints: Endpoints,
  heading = 'ENDPOINT',
): readonly Column<{ readonly endpoint: string }>[] {
  return endpoints.areSeveral
    ? [{ heading, cell: ({ endpoint }) => endpoints.nameOf(endpoint), cut: 'end' }]
    : [];
}
