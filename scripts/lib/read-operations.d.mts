/** What a parameter is, or what an operation returns; see read-operations.mjs. */
export interface Part {
  readonly type: string;
  readonly optional: boolean;
  readonly list: boolean;
}

export interface Operation {
  readonly section: 'client' | 'simulator';
  readonly place: string;
  readonly name: string;
  readonly isRepeatable: boolean;
  readonly parameters: readonly (Part & { readonly name: string })[];
  readonly returns: Part | undefined;
}

export function readOperations(path: string): readonly Operation[];
