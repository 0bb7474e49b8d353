/** Takes what is wrong with a declaration, by its name: `Order.total`. */
export type Report = (name: string, message: string) => void;
