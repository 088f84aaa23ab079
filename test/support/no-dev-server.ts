/** Stands in for the module of the dev server that @open-wc/testing was written for; there is none here. */
export const sendMessage = () => {}
export const sendMessageWaitForResponse = async () => undefined
