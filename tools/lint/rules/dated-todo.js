const wanted = /\bTODO\(20\d\d-(0[1-9]|1[0-2])\): \S/;
const anyNote = /\b(TODO|FIXME|XXX|HACK)\b/;

/** An open note says when it becomes wrong: `TODO(2026-11): what`. */
export const datedTodo = {
  meta: {
    type: 'suggestion',
    docs: { description: 'Open notes bear a date' },
    messages: { undated: "Write 'TODO(YYYY-MM): what is to do, and when it becomes wrong'." },
    schema: [],
  },
  create: (context) => ({
    Program: () => {
      for (const comment of context.sourceCode.getAllComments()) {
        if (anyNote.test(comment.value) && !wanted.test(comment.value)) {
          context.report({ loc: comment.loc, messageId: 'undated' });
        }
      }
    },
  }),
};
