/** A PDF of so many pages, each with its number on it, and of so many bytes that nobody needs to read. */
export function makePdf(pages: number, ballastBytes: number): Buffer {
  const ids = Array.from({ length: pages }, (_, index) => 3 + index * 2);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${ids.map((id) => `${id} 0 R`).join(' ')}] /Count ${pages} >>`,
    ...ids.flatMap((id, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents ${id + 1} 0 R /Resources << /Font << /F1 ${font} >> >> >>`,
      streamOf(`BT /F1 48 Tf 50 100 Td (Page ${index + 1}) Tj ET 1 0 0 rg 0 0 300 20 re f`),
    ]),
    streamOf('x'.repeat(ballastBytes)),
  ].map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`);
  const header = '%PDF-1.4\n';
  let at = header.length;
  const offsets = objects.map((object) => {
    const offset = at;
    at += object.length;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.from(header + objects.join('') + table + trailer);
}

const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';

function streamOf(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}
