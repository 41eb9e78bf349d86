import type { RepresentationWriter } from './representation-text.js';
import type { Json } from './run.js';

/** Objects that have one representation; undefined: these have none. */
type Group = Set<Json> | undefined;

/** What follows the values of some deciding fields. */
interface Branch {
  next?: Map<unknown, Branch>;
  /** Of objects that have no further deciding field. */
  end?: { readonly group: Group };
}

/**
 * Objects by their representations: equal ones are asked for once. Representations are told apart by the values that decide
 * them, where that is possible: texts are long, and most would be written only to be found equal to another.
 */
export class RepresentationGroups {
  /** In the order in which they were met. */
  readonly byText = new Map<string, Set<Json>>();

  private readonly known = new Map<RepresentationWriter, Map<string, Branch>>();

  /** Adds objects of which one writer knows what represents them; those without a representation are left out. */
  add(objects: ReadonlySet<Json>, writer: RepresentationWriter, hasFailed: boolean): void {
    const { decidingFields } = writer;
    if (!decidingFields) {
      for (const object of objects) this.groupOf(object, writer, hasFailed)?.add(object);
      return;
    }
    let byType = this.known.get(writer);
    if (!byType) this.known.set(writer, (byType = new Map<string, Branch>()));
    for (const object of objects) {
      const name = object['__typename'];
      if (typeof name !== 'string') continue;
      let root = byType.get(name);
      if (!root) byType.set(name, (root = {}));
      const last = follow(root, decidingFields(name), object);
      last.end ??= { group: this.groupOf(object, writer, hasFailed) };
      last.end.group?.add(object);
    }
  }

  private groupOf(object: Json, writer: RepresentationWriter, hasFailed: boolean): Group {
    const text = writer.write(object, hasFailed);
    if (text === undefined) return undefined;
    let group = this.byText.get(text);
    if (!group) this.byText.set(text, (group = new Set()));
    return group;
  }
}

function follow(root: Branch, fields: readonly string[], object: Json): Branch {
  let here = root;
  for (const field of fields) {
    const value = object[field];
    const branches = (here.next ??= new Map<unknown, Branch>());
    let next = branches.get(value);
    if (!next) branches.set(value, (next = {}));
    here = next;
  }
  return here;
}
