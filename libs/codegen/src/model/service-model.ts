import type {
  DirectiveNode,
  DocumentNode,
  FieldDefinitionNode,
  GraphQLField,
  GraphQLInterfaceType,
  GraphQLObjectType,
  GraphQLSchema,
} from 'graphql';

/** A field of the author's SDL, with the node that declares it. */
export interface FieldModel {
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldDefinitionNode;
}

/** When a caller of a command gets its answer. */
export type Timing = 'SYNC' | 'ASYNC';

/** A path to what orders records, and whether its end is a string already. */
export interface KeyPath {
  readonly segments: readonly string[];
  readonly isString: boolean;
}

/** What a command or an event says of the form of its records. */
export interface Versioned {
  readonly version: number;
  /** Forms of older versions that may still lie on the log, the oldest first; read from schema/records.json. */
  readonly older: readonly OlderFormModel[];
}

/** A form that a record had in an older version. */
export interface OlderFormModel {
  readonly version: number;
  /** Its types, with the record's own under the name `OrderPlacedV1`. */
  readonly model: ServiceModel;
}

/** A field of Mutation marked `@command`. */
export interface CommandModel extends FieldModel, Versioned {
  readonly directive: DirectiveNode;
  readonly key?: KeyPath;
  readonly queue?: string;
  readonly timing: readonly Timing[];
  readonly timeoutMs: number;
  readonly expire: boolean;
  /** Names of the result's types that say no. */
  readonly rejections: readonly string[];
}

/** An object type marked `@event`. */
export interface EventModel extends Versioned {
  readonly name: string;
  readonly type: GraphQLObjectType;
  readonly key: KeyPath;
}

/** An object type with `@key`. */
export interface EntityModel {
  readonly name: string;
  readonly type: GraphQLObjectType;
  /** Key fields by `@key`; records carry the first. */
  readonly keys: readonly (readonly string[])[];
  /** False for a mere reference: `@key(resolvable: false)` everywhere. */
  readonly resolvable: boolean;
  /** Fields with arguments. */
  readonly resolvedFields: readonly FieldModel[];
  /** Whether there is anything to load by key. */
  readonly loads: boolean;
}

/** A field of Subscription, with the event type or interface of events that feeds it. */
export interface SubscriptionModel extends FieldModel {
  readonly to: GraphQLObjectType | GraphQLInterfaceType;
}

/** One service as its SDL declares it. */
export interface ServiceModel {
  readonly name: string;
  readonly path: string;
  /** The author's file alone. */
  readonly document: DocumentNode;
  /** The author's types with the known directives and scalars. */
  readonly schema: GraphQLSchema;
  readonly commands: readonly CommandModel[];
  readonly events: readonly EventModel[];
  readonly entities: readonly EntityModel[];
  readonly queries: readonly FieldModel[];
  readonly subscriptions: readonly SubscriptionModel[];
}
