// A report as a picture: its name, its numbers, its curve; in the colours that are on the screen.

type Line = { label: string; value: string };

const SCALE = 2;
const WIDTH = 1200;
const PAD = 32;

export const pictureOf = (chart: HTMLCanvasElement, title: string, times: string, lines: Line[]): Promise<Blob | null> => {
  const style = getComputedStyle(document.documentElement);
  const ink = (name: string): string => style.getPropertyValue(name).trim();
  const font = getComputedStyle(document.body).fontFamily;
  const tall = Math.round(((WIDTH - 2 * PAD) * chart.height) / chart.width);
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH * SCALE;
  canvas.height = (PAD * 2 + 150 + tall) * SCALE;
  const c = canvas.getContext("2d");
  if (!c) return Promise.resolve(null);
  c.scale(SCALE, SCALE);
  c.fillStyle = ink("--plate");
  c.fillRect(0, 0, canvas.width, canvas.height);
  const write = (text: string, x: number, y: number, size: number, colour: string, weight = 400, most = WIDTH - 2 * PAD): void => {
    c.font = `${weight} ${size}px ${font}`;
    c.fillStyle = ink(colour);
    c.fillText(text, x, y, most);
  };
  write(title, PAD, PAD + 20, 22, "--ink", 560);
  write(times, PAD, PAD + 44, 14, "--ink-2");
  const track = (WIDTH - 2 * PAD) / Math.max(1, lines.length);
  lines.forEach((line, index) => {
    write(line.label, PAD + index * track, PAD + 82, 13, "--ink-3", 400, track - 12);
    write(line.value, PAD + index * track, PAD + 114, 28, "--ink", 520, track - 12);
  });
  c.drawImage(chart, PAD, PAD + 140, WIDTH - 2 * PAD, tall);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
};
