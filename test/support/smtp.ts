/** A mail server on the loopback that speaks just enough SMTP (RFC 5321) to take a mail. */
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

export interface SmtpServer {
  readonly port: number
  /** Every line that clients said outside of mails. */
  readonly commands: string[]
  /** Each mail as it came, dots unstuffed. */
  readonly mails: string[]
  /** What is answered instead of the usual, by command in upper case. */
  readonly answers: Record<string, string>
}

const USUAL: Readonly<Record<string, string>> = {
  EHLO: '250-localhost\r\n250 AUTH PLAIN',
  AUTH: '235 ok',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  QUIT: '221 bye',
}

export async function openSmtp(): Promise<SmtpServer> {
  const sockets = new Set<Socket>()
  const server = createServer(async (socket) => {
    sockets.add(socket.on('error', () => {}))
    socket.write('220 localhost ESMTP\r\n')
    let mail: string[] | undefined
    for await (const line of createInterface(socket)) {
      if (mail) {
        if (line !== '.') {
          mail.push(line.replace(/^\./, ''))
          continue
        }
        smtp.mails.push(mail.join('\n'))
        mail = undefined
        socket.write('250 taken\r\n')
        continue
      }
      smtp.commands.push(line)
      const command = line.split(' ')[0]?.toUpperCase() ?? ''
      const answer = smtp.answers[command] ?? USUAL[command] ?? '502 no'
      if (answer !== '') socket.write(`${answer}\r\n`)
      if (command === 'DATA' && answer.startsWith('354')) mail = []
      if (command === 'QUIT') socket.end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const smtp: SmtpServer = { port, commands: [], mails: [], answers: {} }
  return smtp
}
