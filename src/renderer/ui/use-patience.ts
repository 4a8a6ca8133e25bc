import { useEffect, useState } from 'react';

/** What is done before anybody has read that it is being done is not told, in milliseconds. */
const patienceMs = 500;

/** @returns whether what is in the page has been there for so long that people ask themselves what it does. */
export function usePatience(): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsOver(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return isOver;
}
