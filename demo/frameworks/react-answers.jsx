/** React 19: answers that are known later, or not any more. None leave what the form has. */
import { GatehouseForm } from 'gatehouse'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'

const app = document.getElementById('app')
GatehouseForm.endpoint = app.dataset.endpoint

/** Who is signed in: nobody is `null`, and until that is known, `undefined`. */
const VISITORS = { Ana: { nome: 'Ana' }, Ninguém: null, Perguntando: undefined }

function Site() {
  const [name, setName] = useState('Perguntando')
  return (
    <>
      <h1>{name}</h1>
      {Object.keys(VISITORS).map((each) => (
        <button key={each} type="button" onClick={() => setName(each)}>
          {each}
        </button>
      ))}
      <gatehouse-form form="contato" answers={VISITORS[name]} />
    </>
  )
}

createRoot(app).render(<Site />)
