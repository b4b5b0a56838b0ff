export const house = "Data comes in at one door.";
