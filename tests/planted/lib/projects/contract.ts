export const project = "project";
