/** Where the directives of this platform are specified. */
export const SPEC_URL = 'https://metamorphosis.dev/spec/v1.0';

/**
 * What subgraphs link that bring `@subscribe` into a supergraph. Its version rises with each change of that
 * directive: composition takes the definition of the newest, so that services of both compose.
 */
export const COMPOSED_SPEC_URL = 'https://metamorphosis.dev/spec/v1.1';

/**
 * What subgraphs link whose event types tell a supergraph the version of their form: `@event(version: 2)`, on those that
 * have had more than one. Apart from the one above: composition wants all that is composed of one specification in its
 * newest subgraph.
 */
export const EVENT_FORMS_SPEC_URL = 'https://metamorphosis.dev/event-forms/v1.0';

/** The definitions behind `@link(url: "https://metamorphosis.dev/spec/v1.0")`. */
export const DIRECTIVE_DEFINITIONS = /* GraphQL */ `
  enum CommandTiming {
    "The caller waits for the outcome."
    SYNC
    "The caller gets a receipt at once."
    ASYNC
  }

  "A mutation whose call becomes a record on the log."
  directive @command(
    "Path of the argument that orders commands: input.customerId. Without it commands keep no order among each other."
    key: String
    "A queue of its own, consumed apart from the service's other commands."
    queue: String
    timing: [CommandTiming!] = [SYNC, ASYNC]
    "How long a SYNC caller waits, in milliseconds."
    timeoutMs: Int = 10000
    "Do not start it once its caller has stopped waiting."
    expire: Boolean = false
    "The version of its arguments' form. Records of older versions are read by upcasts."
    version: Int = 1
  ) on FIELD_DEFINITION

  "An object type that the owning service publishes."
  directive @event(
    "Path of the field that orders events."
    key: String!
    "The version of its form. Records of older versions are read by upcasts."
    version: Int = 1
  ) on OBJECT

  "What an argument or a field of an input must keep. It is checked at the subgraph, before the log; null keeps all of it."
  directive @constraint(
    min: Float
    max: Float
    exclusiveMin: Float
    exclusiveMax: Float
    multipleOf: Float
    "In characters."
    minLength: Int
    "In characters."
    maxLength: Int
    "A regular expression as JavaScript knows it, which is looked for anywhere: write ^ and $ to match the whole."
    pattern: String
    "The name of a scalar whose form the text has: UUID, EmailAddress, URL."
    format: String
    minItems: Int
    maxItems: Int
  ) on ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION

  "A type that says no: as a result it keeps none of the handler's writes."
  directive @rejection on OBJECT

  "A subscription fed by an event type, or by an interface of events; without \`to\`, by the field's own type."
  directive @subscribe(
    to: String
    "Which events are wanted: comparisons of their fields with $arguments and values, joined by AND, OR and NOT."
    filter: String
  ) on FIELD_DEFINITION
`;
