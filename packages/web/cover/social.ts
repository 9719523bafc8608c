// The card that social networks show, 1200 × 630: numeral at the left, dossier at the right.
import {
  companyList,
  figureHeight,
  lines,
  linesHeight,
  logo,
  rect,
  type Sheet,
  sizeForWidth,
  text,
} from './drawing.ts'
import { fitText } from './fit-text.ts'

const leading = 1.02
const tracking = -0.02

/** The body of the card's SVG. */
export function socialSheet(sheet: Sheet): string {
  const { ground } = sheet
  const mark = logo(sheet.logo, { x: 56, y: 44, width: 300, colour: ground.onStrong })
  const size = Math.min(sizeForWidth(sheet.number, 'display', 380, -0.03), 420)
  const fitted = fitText(sheet.title, {
    face: 'display',
    width: 620,
    height: 330,
    maxSize: 84,
    minSize: 30,
    leading,
    tracking,
  })
  const listTop = 96 + linesHeight(fitted, 'display', leading) + 64
  return [
    rect(0, 0, 1200, 630, ground.back),
    rect(0, 0, 460, 630, ground.strong),
    mark.drawn,
    text(sheet.number, {
      x: 56 - size * 0.035,
      y: 560,
      size,
      face: 'display',
      fill: ground.onStrong,
      tracking: -0.03,
    }),
    text(sheet.date, {
      x: 56,
      y: 560 - figureHeight(size) - 28,
      size: 22,
      face: 'label',
      fill: ground.onStrong,
    }),
    lines(fitted, { x: 520, top: 72, fill: ground.text, face: 'display', tracking, leading }),
    companyList(sheet.companies, {
      x: 520,
      y: Math.min(listTop, 470),
      width: 620,
      fill: ground.text,
      room: 4,
      size: 22,
    }),
  ].join('')
}
