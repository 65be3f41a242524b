/* Everything that static/web/editor.js uses of ProseMirror, as one global. */
export { baseKeymap, chainCommands, toggleMark } from "prosemirror-commands";
export { closeHistory, history, redo, redoDepth, undo, undoDepth } from "prosemirror-history";
export { keymap } from "prosemirror-keymap";
export { DOMParser, DOMSerializer, Schema } from "prosemirror-model";
export { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
export { EditorState, Plugin, TextSelection } from "prosemirror-state";
export {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  isInTable,
  tableEditing,
  tableNodes,
} from "prosemirror-tables";
export { EditorView } from "prosemirror-view";
