/** Types that call the reader by name, or everybody there. */
export const MENTIONS = ["chat.mention", "chat.all"];
