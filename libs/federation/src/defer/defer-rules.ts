import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  visit,
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { argumentOf, DEFER, labelOf, mayDefer, STREAM } from './defer-directive.js';

/** Labels are constants, and each is given once. */
const uniqueLabels: ValidationRule = (context) => {
  const known = new Map<string, DirectiveNode>();
  return {
    Directive(node) {
      if (node.name.value !== DEFER) return;
      if (argumentOf(node, 'label')?.kind === Kind.VARIABLE) {
        report(context, 'The label of @defer has to be a constant.', node);
      }
      const label = labelOf(node);
      if (label === undefined) return;
      const other = known.get(label);
      if (other) report(context, `Two @defer have the label "${label}".`, other, node);
      else known.set(label, node);
    },
  };
};

/** Root fields of a mutation are executed in their order, those of a subscription are its events. */
const notOnRoots: ValidationRule = (context) => ({
  Directive(node) {
    if (node.name.value !== DEFER) return;
    const schema = context.getSchema();
    const parent = context.getParentType();
    const isRoot = parent === schema.getMutationType() || parent === schema.getSubscriptionType();
    if (parent && isRoot)
      report(context, `@defer cannot stand on fields of the root type "${parent.name}".`, node);
  },
});

/** What decides by a variable is ignored there, as the specification permits. */
const notInSubscriptions: ValidationRule = (context) => ({
  OperationDefinition(node) {
    if (node.operation !== OperationTypeNode.SUBSCRIPTION) return;
    for (const part of [node, ...context.getRecursivelyReferencedFragments(node)]) {
      for (const directive of defersIn(part)) {
        if (argumentOf(directive, 'if')?.kind === Kind.VARIABLE) continue;
        report(context, 'A subscription cannot defer: each event is answered whole.', directive);
      }
    }
  },
});

/** What holds for `@defer` beyond its definition, as in graphql-js 17. */
export const deferRules: readonly ValidationRule[] = [uniqueLabels, notOnRoots, notInSubscriptions];

/** Whether anything in a document may be deferred. */
export function hasDefer(document: DocumentNode): boolean {
  return defersIn(document).length > 0;
}

/** Why a document with `@stream` is refused; undefined when it has none. */
export function refusedStream(document: DocumentNode): GraphQLError | undefined {
  const [node] = directivesIn(document, STREAM);
  return node && new GraphQLError(NO_STREAM, { nodes: node });
}

const NO_STREAM = '@stream is not served here: take it away, and lists are answered whole.';

function defersIn(node: ASTNode): DirectiveNode[] {
  return directivesIn(node, DEFER).filter(mayDefer);
}

function directivesIn(node: ASTNode, name: string): DirectiveNode[] {
  const found: DirectiveNode[] = [];
  visit(node, {
    Directive(directive) {
      if (directive.name.value === name) found.push(directive);
    },
  });
  return found;
}

function report(context: ValidationContext, message: string, ...nodes: DirectiveNode[]): void {
  context.reportError(new GraphQLError(message, { nodes }));
}
