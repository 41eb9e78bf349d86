/** An object of a world: its fields by name, its type, other objects as themselves. */
export type Thing = { readonly __typename: string } & Readonly<Record<string, unknown>>;

/** What a field that depends on arguments, or on required fields, is worked out from. */
export type Compute = (
  object: Readonly<Record<string, unknown>>,
  args: Readonly<Record<string, unknown>>,
) => unknown;

/**
 * Several services and one set of data. Services read from it what their SDL declares; a schema of
 * one piece reads the same. Whatever way a field is reached, its value is the same.
 */
export interface World {
  readonly name: string;
  /** SDL by the name of the service. */
  readonly services: Readonly<Record<string, string>>;
  /** The supergraph over them, at addresses "world:<name>". @default they are composed */
  readonly supergraph?: string;
  /** Root fields, as values or computed from arguments. */
  readonly query: Readonly<Record<string, unknown>>;
  /** Every entity that can be referred to. */
  readonly entities: readonly Thing[];
  /** `Type.field` of types or interfaces: worked out from the object and arguments. */
  readonly computed?: Readonly<Record<string, Compute>>;
  /** The same for fields with `@requires`: a service sees what it was told in the reference, and nothing else. */
  readonly required?: Readonly<Record<string, Compute>>;
  /** Values that queries use for arguments of type ID and String. */
  readonly ids: readonly string[];
  /** Whether Apollo's own gateway can load it. */
  readonly loadsInStock: boolean;
}
