import { Kind, parse, type DefinitionNode } from 'graphql';
import { COMMAND_TYPE_DEFINITIONS } from '@metamorphosis/contract';
import { KNOWN_DEFINITIONS } from '../model/known-directives.js';
import { KNOWN_SCALARS } from '../model/scalars.js';
import type { CommandModel, ServiceModel } from '../model/service-model.js';
import { updateTypeName } from './command-names.js';

const RECEIPT = /* GraphQL */ `
  "What a caller gets at once who does not wait for a command's outcome."
  type CommandReceipt @shareable {
    "Names the command for ever; its result is found by it."
    commandId: ID!
    "When it was accepted."
    acceptedAt: DateTime!
    "Where it stands: \`ACCEPTED\`, or further when it was accepted before."
    state: CommandState!
  }
`;

const shared = parse(`${COMMAND_TYPE_DEFINITIONS}\n${RECEIPT}`, { noLocation: true }).definitions;

const scalars = KNOWN_DEFINITIONS.definitions.filter(
  (definition) =>
    definition.kind === Kind.SCALAR_TYPE_DEFINITION && KNOWN_SCALARS.has(definition.name.value),
);

/** Names that no author's type may have. */
export const SHARED_TYPE_NAMES: readonly string[] = [
  ...shared.map(nameOf),
  // An enum of the directives' definitions.
  'CommandTiming',
];

/** Types by which every service speaks of commands: those named. */
export function commandTypes(...names: readonly string[]): readonly DefinitionNode[] {
  return shared.filter((definition) => names.includes(nameOf(definition)));
}

/** Scalars of the types by which services speak of commands. */
const OF_COMMANDS: ReadonlySet<string> = new Set(['DateTime', 'JSON']);

/** The scalars of this platform that a subgraph needs (`more` besides) and its author has not declared. */
export function missingScalars(
  { document, commands }: ServiceModel,
  reached: ReadonlySet<string>,
  more: readonly string[] = [],
): readonly DefinitionNode[] {
  const declared = new Set(document.definitions.map(nameOf));
  return scalars.filter((definition) => {
    const name = nameOf(definition);
    const used = reached.has(name);
    const needed = used || more.includes(name) || (commands.length > 0 && OF_COMMANDS.has(name));
    return needed && !(used && declared.has(name));
  });
}

/** What tells where one command stands. */
export function updateType({ name, field }: CommandModel): DefinitionNode {
  const result = String(field.type).replace(/!$/, '');
  const [definition] = parse(
    `
    "Where a call of ${name} stands."
    type ${updateTypeName(name)} @shareable {
      "Names the command."
      commandId: ID!
      "Where the command stands."
      state: CommandState!
      "What came of it; null until it has SUCCEEDED or was REJECTED by the domain."
      result: ${result}
      "What its handler last told of its progress."
      progress: JSON
      "Why it did not succeed."
      error: CommandError
      "When it came to stand here."
      at: DateTime!
    }
    `,
    { noLocation: true },
  ).definitions;
  if (definition === undefined) throw new Error(`No update type for ${name}.`);
  return definition;
}

function nameOf(definition: DefinitionNode): string {
  return 'name' in definition ? (definition.name?.value ?? '') : '';
}
