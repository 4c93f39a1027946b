// A line for a terminal that sends one event, whatever the system's shell.

/** Escaped double quotes: cmd.exe, PowerShell 7.3 and every Unix shell read them the same way. */
export const curlLine = (url: string, token: string): string => {
  const event = JSON.stringify({ type: "chat", channel: "generic:my_tool", text: "Hello", user: { id: "1", name: "Ann" } });
  return `curl ${url} -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d "${event.replaceAll('"', '\\"')}"`;
};
