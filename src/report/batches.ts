/** Rows that are there already, or that come one by one. */
export type Rows<Row> = Iterable<Row> | AsyncIterable<Row>;

/** As many rows as one piece of a result is made of. Few, as they are kept while the next page is waited for. */
const batchSize = 10;

/** The rows a few at a time. */
export async function* inBatches<Row>(rows: Rows<Row>): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) {
    yield batch;
  }
}

/** All of them, for what can be said only when the last is known. */
export async function gather<Row>(rows: Rows<Row>): Promise<readonly Row[]> {
  if (Array.isArray(rows)) {
    return rows as readonly Row[];
  }
  const all: Row[] = [];
  for await (const row of rows) {
    all.push(row);
  }
  return all;
}
