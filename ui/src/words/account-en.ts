// The words of the login at Twitch, in English.
export const account = {
  title: "Twitch account", text: "Logged in, Streamgauge also knows how many watch, and counts follows, subscriptions, bits and raids of your own channel at once. It may only read.",
  begin: "Log in at Twitch", starting: "Your system’s keychain is being asked. It may ask you to unlock it.", type: "Type this code at Twitch, in any browser:", code: "Code", open: "Open Twitch", over: "The code has run out.",
  waits: (time: string): string => `Waits for you, ${time} more`, in: "Logged in as", out: "Log out", keychain: "The login is kept in your system’s keychain.", memory: "Your system has no keychain, so the login is kept only until Streamgauge ends.",
  notHere: (name: string): string => `This profile does not have the channel ${name} yet.`, addOwn: "Add my channel", client: "Client ID",
  clientText: "Streamgauge needs a client ID to speak with Twitch. Register an application of the type “public” there and copy its ID.", console: "Register at Twitch",
};
