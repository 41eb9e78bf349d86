/** Cancels any command of any service. */
export const CANCEL = 'mutation CancelCommand($id: ID!) { cancelCommand(id: $id) { id state } }';
