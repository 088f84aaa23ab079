/** React 19: attributes and properties by their names, events as `on` and the event's name. */
import 'gatehouse'
import { useState, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'

const app = document.getElementById('app')

// Outside the component, so that drawing again does not hand it in again.
const start = { interesse: 'Outro' }

function Site() {
  const view = useSyncExternalStore(listen, () => location.hash)
  const [reference, setReference] = useState()
  return (
    <>
      <nav>
        <a href="#inicio">Início</a> <a href="#contato">Contato</a>
      </nav>
      {view === '#contato' ? (
        <>
          <h1>Contato</h1>
          <gatehouse-form
            form="contato"
            endpoint={app.dataset.endpoint}
            answers={start}
            ongatehouse-accepted={(event) => setReference(event.reference)}
          />
        </>
      ) : (
        <h1>Início</h1>
      )}
      <p role="status">{reference && `Recebido: ${reference}`}</p>
    </>
  )
}

function listen(changed) {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}

createRoot(app).render(<Site />)
