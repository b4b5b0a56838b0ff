export const subject = "subject";
