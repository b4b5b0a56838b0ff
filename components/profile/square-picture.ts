const SIZE = 512;
const MAX_FILE_BYTES = 40 * 1024 * 1024;

/**
 * The middle of a picture as a square JPEG of 512 pixels, small enough for every upload. Rejects with a sentence
 * when the file is none this browser can read.
 */
export async function squareOf(file: File): Promise<Blob> {
  if (file.size > MAX_FILE_BYTES) throw new Error("That file is larger than 40 MB. Your picture is as it was.");
  const image = await createImageBitmap(file).catch(() => {
    throw new Error(`${file.name} is not a picture this browser can read. Try a PNG or a JPEG.`);
  });
  const canvas = document.createElement("canvas");
  canvas.width = SIZE;
  canvas.height = SIZE;
  const side = Math.min(image.width, image.height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw pictures. Your picture is as it was.");
  // A transparent picture gets white paper: JPEG knows no transparency, and would make it black.
  context.fillStyle = "white";
  context.fillRect(0, 0, SIZE, SIZE);
  context.imageSmoothingQuality = "high";
  context.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, SIZE, SIZE);
  image.close();
  return new Promise((resolve, reject) => {
    const failed = new Error("This browser could not make the picture small enough. Your picture is as it was.");
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(failed)), "image/jpeg", 0.9);
  });
}
