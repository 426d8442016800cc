import type { Column } from '../../report/table.ts';
import type { Endpoints } from './with-endpoints.ts';

/** The columns of rows, with the endpoint's name before them where the run is about several. */
export function withEndpointName<Row extends { readonly endpoint: string }>(
  columns: readonly Column<Row>[],
  endpoints: Endpoints,
): readonly Column<Row>[] {
  const name: Column<Row> = {
    heading: 'ENDPOINT',
    cell: ({ endpoint }) => endpoints.nameOf(endpoint),
  };
  return endpoints.areSeveral ? [name, ...columns] : columns;
}
