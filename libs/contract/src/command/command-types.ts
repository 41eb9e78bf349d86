/**
 * The GraphQL types by which every service speaks of commands. Each subgraph repeats them
 * (`@shareable`), so each must have them from here.
 */
export const COMMAND_TYPE_DEFINITIONS = /* GraphQL */ `
  "Where a command stands."
  enum CommandState {
    "It is on the log and waits for its turn."
    ACCEPTED
    "Its handler is at work."
    STARTED
    "Its handler failed in a way that may pass, and will be tried again."
    RETRYING
    "It was carried out."
    SUCCEEDED
    "The domain said no, or it was cancelled or expired; nothing of it took effect."
    REJECTED
    "It was given up after retries and waits for its operators."
    FAILED
  }

  "Why a command did not succeed."
  type CommandError @shareable {
    "A code of the catalogue, for programs."
    code: String!
    "What happened, for people."
    message: String!
  }

  "A command that was accepted."
  type Command @shareable {
    "Names the command for ever."
    id: ID!
    "The service and the mutation: \`orders.placeOrder\`."
    name: String!
    "Where the command stands."
    state: CommandState!
    "When it was accepted."
    acceptedAt: DateTime!
    "How often its handler was started."
    attempts: Int!
    "Why it did not succeed."
    error: CommandError
  }
`;
